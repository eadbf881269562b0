package citation

// surname are family names of one character in both scripts; compound ones
// and a few Japanese and Korean ones follow.
var surname = signs("王李張张劉刘陳陈楊杨黃黄趙赵吳吴周徐孫孙馬马朱胡林郭何高羅罗鄭郑梁謝谢宋唐許许鄧邓馮冯韓韩曹曾彭蕭萧肖蔡潘田董袁于余葉叶蔣蒋杜蘇苏魏程呂吕丁沈任姚盧卢傅鍾钟姜崔譚谭廖范汪陸陆金石戴賈贾韋韦夏邱丘方侯鄒邹熊孟秦白江閻阎薛尹段雷黎史龍龙陶賀贺顧顾毛郝龔龚邵萬万錢钱嚴严賴赖覃洪武莫孔湯汤向常溫温康施文牛樊葛邢安齊齐易喬乔伍龐庞顏颜倪莊庄聶聂章魯鲁岳翟殷詹申歐欧耿關关蘭兰焦俞左柳甘祝包寧宁尚符舒阮柯紀纪梅童凌畢毕單单季裴霍涂成苗谷曲盛冉翁藍蓝路游辛靳管柴蒙鮑鲍華华喻祁蒲房滕屈饒饶解牟艾尤陽阳時时穆農农司卓古吉繆缪簡简車车項项連连蘆芦麥麦褚婁娄竇窦戚岑景黨党宮宫費费卜冷晏席衛卫米柏宗瞿桂全佟應应臧閔闵苟鄔邬邊边卞姬師师和仇欒栾隋商刁沙榮荣巫寇桑郎甄叢丛仲虞敖巩明佘池查麻苑遲迟鄺邝粘官巴寶宝干留危花駱骆狄湛杭鈕钮酆區区釋释甯月宇梵")

var compoundSurnames = []string{
	"歐陽", "欧阳", "司馬", "司马", "上官", "諸葛", "诸葛", "東方", "东方", "皇甫", "尉遲", "尉迟", "公孫", "公孙", "軒轅", "令狐", "鍾離", "宇文", "長孫", "长孙", "慕容", "鮮于", "司徒", "司空", "夏侯", "端木", "百里", "呼延", "南宮", "范姜", "張簡", "周黃",
	"田中", "佐藤", "鈴木", "山田", "中村", "小林", "渡邊", "伊藤", "山本", "丸山", "竹內", "溝口", "大村", "美濃", "蘆部", "鹽野", "塩野", "我妻", "星野", "團藤", "岡田", "松本", "井上", "木村", "山口", "內藤", "福澤", "宮崎", "吉田", "高橋", "津田",
}

var compound = func() map[string]bool {
	set := make(map[string]bool, len(compoundSurnames))
	for _, name := range compoundSurnames {
		set[name] = true
	}
	return set
}()

// isCompound says that s begins with a family name of two characters.
func isCompound(s string) bool { return len(s) >= 6 && compound[s[:6]] }
